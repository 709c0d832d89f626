import type { ExportRecord } from '../../src/core/store/store.ts'
import { nothingBeside } from '../../src/core/store/beside.ts'
import { writeExportLine } from '../../src/wire/export-lines.ts'
import { seeded } from '../shared/zipf-texts.ts'

/** Text of a simulated user's observation, with its mark at the end of the title. */
export interface SimulatedText {
  readonly type: string
  readonly title: string
  readonly content: string
  /** Question to which this observation is an answer. */
  readonly question: string
}

type Draw = () => string

const words = (text: string): readonly string[] => text.split(' ')
const starts = words(
  'Al Bel Cor Dan El Far Gal Hol In Jor Kel Lor Mar Nor Os Pel Quin Ros Sil Tor Ul Ver Wil Yor',
)
const middles = words('a e i o u an en in on ar er or al el il')
const ends = words('ton field mark berg stad vik son well more ley ham dale ville ford wick by')
const firstNames = words(
  'Ada Alan Amir Ana Ben Carla Chen Dina Elif Emil Eva Farid Grace Hana Hugo Ines Ivan Jana Jonas Kofi Lea Liam Lina Luis ' +
    'Maya Mei Milan Nadia Noor Olga Omar Paula Pedro Priya Rosa Sam Sara Tariq Tom Uma Vera Yara Yusuf Zoe',
)
const tools = words(
  'Vim Emacs Postgres SQLite Docker Grafana Figma Notion Excel Terraform Kafka Redis Rust Python TypeScript Kotlin Blender ' +
    'Obsidian Jira Slack Linear Webpack Ansible Helm Nginx',
)
const foods = words(
  'lentils salmon falafel risotto ramen curry dumplings oatmeal tofu olives mangoes walnuts rye paella tacos pumpkin ' +
    'mushrooms yoghurt chickpeas barley gnocchi polenta',
)
const hobbies = words(
  'climbing chess pottery cycling rowing gardening astronomy karate painting birdwatching sailing knitting running fencing ' +
    'juggling archery surfing origami beekeeping woodwork',
)
const things = words(
  'invoice contract release migration budget deployment interview workshop roadmap prototype backlog audit newsletter survey ' +
    'dashboard pipeline warehouse schedule passport insurance mortgage subscription',
)
const reasons = [
  'because the old one was slow',
  'because it saves two hours a week',
  'after a long talk with the whole team',
  'so that nothing gets lost on the way',
  'since the price went up in spring',
  'as the doctor had advised',
  'because everyone can read it without training',
  'after the second outage in a month',
  'so that the children can come along',
  'because the deadline moved forward',
]
const weekdays = words('Monday Tuesday Wednesday Thursday Friday Saturday Sunday')
const months = words('January February March April May June July August September October November December')

/** Slots of a sentence; each draws again. */
interface Slots {
  readonly person: Draw
  readonly town: Draw
  readonly company: Draw
  readonly tool: Draw
  readonly food: Draw
  readonly hobby: Draw
  readonly thing: Draw
  readonly reason: Draw
  readonly day: Draw
  readonly date: Draw
  readonly number: Draw
}

function slotsOf(random: () => number): Slots {
  const from = (list: readonly string[]): string => list[Math.floor(random() * list.length)]!
  const name = (): string => from(starts) + from(middles) + from(ends)
  const number = (): string => String(2 + Math.floor(random() * 900))
  return {
    person: () => `${from(firstNames)} ${name()}`,
    town: name,
    company: () => `${name()} ${from(['Labs', 'Studio', 'Works', 'Group', 'Foods', 'Systems'])}`,
    tool: () => from(tools),
    food: () => from(foods),
    hobby: () => from(hobbies),
    thing: () => from(things),
    reason: () => from(reasons),
    day: () => from(weekdays),
    date: () => `${1 + Math.floor(random() * 28)} ${from(months)}`,
    number,
  }
}

type Topic = (slots: Slots) => SimulatedText

const topics: readonly Topic[] = [
  ({ person, town, company, date }) => {
    const [who, where] = [person(), town()]
    return {
      type: 'profile',
      title: `${who} in the family`,
      content: `${who} is a cousin and lives in ${where}. Works for ${company()} and has a birthday on ${date()}.`,
      question: `where does ${who} live`,
    }
  },
  ({ tool, thing, reason }) => {
    const [chosen, what] = [tool(), thing()]
    return {
      type: 'preference',
      title: `Prefers ${chosen} for the ${what}`,
      content: `Wants ${chosen} rather than ${tool()} for the ${what}, ${reason()}.`,
      question: `which tool for the ${what}`,
    }
  },
  ({ company, thing, date, person, reason }) => {
    const [customer, what] = [company(), thing()]
    return {
      type: 'decision',
      title: `${customer}: the ${what}`,
      content: `Decided to finish the ${what} for ${customer} by ${date()}, ${reason()}. ${person()} takes over.`,
      question: `when is the ${what} for ${customer} due`,
    }
  },
  ({ tool, number, thing, day }) => {
    const [which, code] = [tool(), number()]
    return {
      type: 'discovery',
      title: `${which} error ${code}`,
      content: `${which} fails with error ${code} if the ${thing()} runs on ${day()}. A restart of the ${thing()} helps.`,
      question: `${which} error ${code}`,
    }
  },
  ({ food, person, day, town }) => {
    const [dish, who] = [food(), person()]
    return {
      type: 'preference',
      title: `Dinner with ${who}`,
      content: `${who} does not eat ${dish}. The usual table is in ${town()} on ${day()}, and they like ${food()}.`,
      question: `what does ${who} not eat`,
    }
  },
  ({ hobby, town, day, number, reason }) => {
    const [sport, where] = [hobby(), town()]
    return {
      type: 'pattern',
      title: `Goes ${sport} in ${where}`,
      content: `Every ${day()} there is ${sport} in ${where}, about ${number()} minutes, ${reason()}.`,
      question: `when is ${sport} in ${where}`,
    }
  },
]

/** Sentences that follow the first ones. */
const afterthoughts: readonly ((slots: Slots) => string)[] = [
  ({ person, day }) => `${person()} knows more and can be asked on ${day()}.`,
  ({ thing, date }) => `The next ${thing()} about it is planned for ${date()}.`,
  ({ tool, number }) => `Notes are kept in ${tool()}, on page ${number()}.`,
  ({ town, reason }) => `It used to be handled from ${town()}, and that changed ${reason()}.`,
  ({ company, thing }) => `${company()} sends the ${thing()} for it twice a year.`,
  ({ hobby, food }) => `Reminders during ${hobby()} or over ${food()} are not welcome.`,
]

/** The text of a user's observation: 40 to 70 words, the same for the same numbers. */
export function simulatedText(seed: number, user: number, number: number): SimulatedText {
  const random = seeded(Math.imul(user + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b) ^ seed)
  const slots = slotsOf(random)
  const from = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)]!
  const { title, content, ...rest } = from(topics)(slots)
  const more = Array.from({ length: 2 + Math.floor(random() * 3) }, () => from(afterthoughts)(slots))
  return { ...rest, title: `${title} ${markOf(user, number)}`, content: [content, ...more].join(' ') }
}

/** A title's last word, which tells the observation's user and number. */
const markOf = (user: number, number: number): string => `#${user}-${number}`

/** Reads the mark of a title; null for a title without one, such as a summary's. */
export function readMark(title: string): { readonly user: number; readonly number: number } | null {
  const [, user, number] = /#(\d+)-(\d+)$/.exec(title) ?? []
  return user === undefined || number === undefined ? null : { user: Number(user), number: Number(number) }
}

/** Lines of an export that hold these observations of a user, in one session that has ended. */
export function exportedLines(
  seed: number,
  user: number,
  { from, to, at }: { readonly from: number; readonly to: number; readonly at: number },
): string[] {
  const time = new Date(at).toISOString()
  const id = `${user}-${from}`
  const session: ExportRecord = {
    kind: 'session',
    session: {
      id,
      userId: String(user),
      status: 'completed',
      startedAt: time,
      endedAt: time,
      lastActivityAt: time,
      summary: 'Came from another program.',
      isAutoGenerated: false,
    },
  }
  const observations = Array.from({ length: to - from }, (_, i): ExportRecord => {
    const { question: _question, ...text } = simulatedText(seed, user, from + i)
    const row = { id: from + i + 1, sessionId: id, userId: String(user), topicKey: null, revision: 1 }
    return {
      kind: 'observation',
      observation: { ...row, ...text, ...nothingBeside, createdAt: time, updatedAt: time },
    }
  })
  return [session, ...observations].map(writeExportLine)
}
