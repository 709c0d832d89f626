import type { UserMemory } from '../../src/index.ts'

/** Fills a memory with what a person would find there: every kind of badge, a past, proposals, other scripts. */
export async function liveExample(ada: UserMemory): Promise<void> {
  await ada.startSession()
  await ada.save([
    { type: 'decision', title: 'قاعدة البيانات', content: 'نستخدم بوستجرس.' },
    {
      type: 'profile',
      title: 'Name and place',
      content: 'Ada lives in Zaragoza and works from home on Fridays.',
      source: 'chat:12',
      pinned: true,
    },
    {
      type: 'preference',
      title: 'Colours',
      topicKey: 'ui/theme',
      content: 'Prefers dark colours.',
      data: { theme: { mode: 'dark', contrast: 2 }, at: ['work', 'home'] },
      keywords: ['night mode'],
    },
    {
      type: 'decision',
      title: 'Database for the orders',
      topicKey: 'orders/db',
      content: 'Postgres it is. SQLite stays for the tests, since a file is easy to throw away.',
      source: 'import',
    },
    { type: 'pattern', title: 'Asks for short answers', content: 'Three sentences at most, code first.' },
  ])
  await ada.update('ui/theme', { content: 'Prefers light colours in the morning and dark colours at night.' })
  await ada.endSession('Chose the database and talked about colours.')
  await ada.save([
    {
      type: 'preference',
      title: 'Colours',
      topicKey: 'ui/theme',
      content: 'Prefers the colours of the system.',
      status: 'pending',
    },
    { type: 'decision', title: 'Holiday in May', content: 'Two weeks in Portugal.', status: 'pending' },
  ])
}
