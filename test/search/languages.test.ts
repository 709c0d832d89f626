import { expect, test } from 'vitest'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { createHitFinder } from '../../src/search/snippet/hits.ts'
import { makeSnippet } from '../../src/search/snippet/snippet.ts'
import { defaultSettings, indexEntries, prepare, searchIndex } from './memory-index.ts'

const sentences = {
  chinese: [
    '我的女儿下个月在北京开始上大学。',
    '他不喜欢吃辣的东西，尤其是四川菜。',
    '会议改到星期三下午三点。',
  ],
  japanese: [
    '来週の金曜日に京都へ出張します。',
    '母は庭でトマトを育てています。',
    'パスワードを変更してください。',
  ],
  korean: [
    '저는 매운 음식을 좋아하지 않아요.',
    '우리 딸은 내년에 대학교에 입학합니다.',
    '회의는 수요일 오후로 바뀌었습니다.',
  ],
  spanish: [
    'Mi hija empezará la universidad en otoño.',
    'Prefiero reuniones por la mañana.',
    'Compré un coche eléctrico.',
  ],
  german: ['Meine Schwester wohnt in Zürich.', 'Ich möchte größere Schrift.', 'Das Mädchen spielt Klavier.'],
  arabic: ['أحب القهوة بدون سكر.', 'تسكن أختي في مدينة القاهرة.', 'موعد الاجتماع يوم الأربعاء.'],
  thai: ['ฉันชอบกาแฟเย็นไม่ใส่น้ำตาล', 'น้องสาวของฉันอยู่ที่เชียงใหม่', 'การประชุมเลื่อนไปวันพุธ'],
} as const

const all = Object.values(sentences).flat()

test.each([
  ['새 집 주소', '지난주에 이사한 집은 학교 옆에 있다.', '집'],
  ['집 열쇠', '열쇠는 우리집에 두고 왔어요.', '열쇠'],
  ['茶 咖啡', '他每天早上喝绿茶。', '茶'],
  ['咖啡 茶', '茶叶是从杭州带回来的。', '茶'],
  ['買った 本', '図書館で本を三冊借りました。', '本'],
  ['犬 散歩', 'うちの犬は雷が怖い。', '犬'],
])('a single character: %s finds %s', (query, sentence, marked) => {
  const analyzer = createAnalyzer('english')
  const texts = [...all, sentence]
  const index = indexEntries(
    texts.map((content, i) => ({ content, session: i })),
    analyzer,
  )
  for (const typoTolerance of [true, false]) {
    const settings = { ...defaultSettings, typoTolerance }
    const [best] = searchIndex(query, index, analyzer, settings)
    expect(texts[best!.index]).toBe(sentence)
    const { plan, corpus } = prepare(query, index, analyzer, settings)
    const { snippet, highlights } = makeSnippet(sentence, plan, createHitFinder(plan, corpus)(best!))
    expect(highlights.map(([start, end]) => snippet.slice(start, end))).toContain(marked)
  }
})

test.each([
  ['女儿什么时候上大学？', sentences.chinese[0]],
  ['四川菜', sentences.chinese[1]],
  ['会议几点', sentences.chinese[2]],
  ['京都への出張', sentences.japanese[0]],
  ['トマト', sentences.japanese[1]],
  ['パスワードの変更', sentences.japanese[2]],
  ['매운 음식', sentences.korean[0]],
  ['대학교 입학', sentences.korean[1]],
  ['회의가 수요일', sentences.korean[2]],
  ['¿Cuándo empieza la universidad?', sentences.spanish[0]],
  ['reuniones manana', sentences.spanish[1]],
  ['coche electrico', sentences.spanish[2]],
  ['Schwester in Zurich', sentences.german[0]],
  ['GRÖSSERE oder größere Schrift', sentences.german[1]],
  ['madchen klavier', sentences.german[2]],
  ['القهوة', sentences.arabic[0]],
  ['مدينة القاهرة', sentences.arabic[1]],
  ['الإجتماع الأربعاء', sentences.arabic[2]],
  ['กาแฟเย็น', sentences.thai[0]],
  ['เชียงใหม่', sentences.thai[1]],
  ['ประชุมวันพุธ', sentences.thai[2]],
])('%s finds %s', (query, sentence) => {
  for (const language of ['english', 'none'] as const) {
    const analyzer = createAnalyzer(language)
    const index = indexEntries(
      all.map((content, i) => ({ content, session: i })),
      analyzer,
    )
    const [best] = searchIndex(query, index, analyzer)
    expect(all[best!.index]).toBe(sentence)
    const { plan, corpus } = prepare(query, index, analyzer)
    const { highlights } = makeSnippet(sentence, plan, createHitFinder(plan, corpus)(best!))
    expect(highlights.length).toBeGreaterThan(0)
  }
})

test.each([
  ['spanish', '¿Dónde nos casamos?', 'Nos casamos en una ermita de Asturias.', 'La casa tiene dos pisos.'],
  ['spanish', 'dormir la siesta', 'Los domingos duermo la siesta.', 'El domingo la siesta es de mi abuelo.'],
  ['german', 'Wann fahren wir?', 'Er fährt am Montag um sechs.', 'Wir essen um sechs Uhr.'],
  ['german', 'Was habe ich gekauft?', 'Gestern kaufte sie ein Rad.', 'Das Rad ist rot.'],
  ['french', 'payer le loyer', 'Nous payons le loyer le cinq.', 'La loi sur le loyer change.'],
  ['french', 'Que lire en mer ?', 'Je lis des récits de mer.', 'Le soir, je marche.'],
] as const)('in %s, %s finds %s', (language, query, sentence, other) => {
  const analyzer = createAnalyzer(language)
  const texts = [other, sentence]
  const index = indexEntries(
    texts.map((content, i) => ({ content, session: i })),
    analyzer,
  )
  expect(texts[searchIndex(query, index, analyzer)[0]!.index]).toBe(sentence)
})

test('a title that only shares a short stem names no author', () => {
  const analyzer = createAnalyzer('spanish')
  const homes = Array.from({ length: 9 }, (_, i) => ({ title: 'Casa', content: `El cuarto ${i} es azul.` }))
  const entries = [
    ...homes,
    { title: 'Familia', content: 'Nos casamos en una ermita con treinta invitados.' },
  ]
  const index = indexEntries(
    entries.map((entry, session) => ({ ...entry, session })),
    analyzer,
  )
  expect(searchIndex('¿Dónde nos casamos?', index, analyzer)[0]!.index).toBe(9)
})

test('Japanese endings count less than the words of a question', () => {
  const analyzer = createAnalyzer('none')
  const texts = ['島へ行くなら短い航路がいい。', '甥は電車の図鑑に夢中だ。', '黒い鞄がいい。']
  const index = indexEntries(
    texts.map((content, i) => ({ content, session: i })),
    analyzer,
  )
  expect(texts[searchIndex('電車でいいのがいいかな', index, analyzer)[0]!.index]).toBe(texts[1])
})
