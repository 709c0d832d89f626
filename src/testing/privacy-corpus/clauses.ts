/** Gives words to the writer of a case, and remembers what is to become of them. */
export interface Words {
  readonly secret: () => string
  readonly kept: () => string
}

type Written = readonly [title: string, content: string]

/** One way to write what is private. */
export interface Clause {
  readonly name: string
  readonly write: (words: Words) => Written
}

/** A word of each script, to stand on both sides of every canary without a space. */
export const scripts: readonly (readonly [name: string, word: string])[] = [
  ['Latin', 'secret'],
  ['Latin with marks', 'Geheimnıs-é\u0301ß'],
  ['Greek', 'μυστικό'],
  ['Cyrillic', 'тайна'],
  ['Hebrew', 'סוד'],
  ['Arabic', 'سرّ'],
  ['Devanagari', 'रहस्य'],
  ['Thai', 'ความลับ'],
  ['Chinese', '秘密'],
  ['Japanese', 'ひみつ'],
  ['Korean', '비밀'],
  ['emoji', '🤫🏽\u200d🔒'],
]

/** Written in every script. */
export const inEveryScript: readonly Clause[] = [
  {
    name: 'a region in the content',
    write: ({ secret, kept }) => [kept(), `${kept()}<private>${secret()}</private>${kept()}`],
  },
  {
    name: 'a region in the title',
    write: ({ secret, kept }) => [`${kept()}<private>${secret()}</private>${kept()}`, kept()],
  },
  {
    name: 'a region split over title and content',
    write: ({ secret, kept }) => [`${kept()} <private>${secret()}`, `${secret()}</private> ${kept()}`],
  },
  {
    name: 'an opening without its >',
    write: ({ secret, kept }) => [kept(), `${kept()} <private ${secret()}`],
  },
]

/** Openings that hide up to the closing tag. */
const openings: readonly string[] = [
  '<PRIVATE>',
  '<PrIvAtE>',
  '< private >',
  '<\n\tprivate\r\n>',
  '<\u00a0private\u3000>',
  '<\u200bprivate\u200d>',
  '<private reason="health">',
  `<private a='1' b=2 c>`,
  '<private\nreason="a > b">',
  '<private/>',
  '<private />',
  '<private ',
  '<private\t',
  '<private.',
  '<private<',
]

/** Closing tags that end a region. */
const closings: readonly string[] = [
  '</PRIVATE>',
  '</ private >',
  '< / private >',
  '<\n/\tprivate\u00a0>',
  '</private\u200b>',
]

/** Closing tags that end nothing: the region goes on. */
const brokenClosings: readonly string[] = [
  '</private',
  '</private ',
  '</private x>',
  '</privat>',
  '</privates>',
  '<private>',
  '</private<b>',
]

/** Texts that only look like tags. */
const lookalikes: readonly string[] = [
  '<privateer>',
  '<private-note>',
  '<private_1>',
  '</privateer>',
  'private>',
  '< p>',
]

/** Every way to write one tag, well or badly. */
export const shapes: readonly Clause[] = [
  ...openings.map((opening) => ({
    name: `the opening ${JSON.stringify(opening)}`,
    write: ({ secret, kept }: Words): Written => [
      kept(),
      `${kept()} ${opening}${secret()}</private> ${kept()}`,
    ],
  })),
  ...closings.map((closing) => ({
    name: `the closing ${JSON.stringify(closing)}`,
    write: ({ secret, kept }: Words): Written => [
      kept(),
      `${kept()} <private>${secret()}${closing} ${kept()}`,
    ],
  })),
  ...brokenClosings.map((closing) => ({
    name: `no closing but ${JSON.stringify(closing)}`,
    write: ({ secret, kept }: Words): Written => [
      kept(),
      `${kept()} <private>${secret()}${closing} ${secret()}`,
    ],
  })),
  ...lookalikes.map((text) => ({
    name: `${JSON.stringify(text)}, which is no tag`,
    write: ({ kept }: Words): Written => [`${kept()} ${text}`, `${text} ${kept()} ${text}`],
  })),
  ...[1, 3, 7, 8].map((length) => ({
    name: `an opening split after ${length} of 9 characters`,
    write: ({ secret, kept }: Words): Written => [
      `${kept()} ${'<private>'.slice(0, length)}`,
      `${'<private>'.slice(length)}${secret()}</private> ${kept()}`,
    ],
  })),
  ...[1, 2, 5, 9].map((length) => ({
    name: `a closing split after ${length} of 10 characters`,
    write: ({ secret, kept }: Words): Written => [
      `${kept()} <private>${secret()}${'</private>'.slice(0, length)}`,
      `${'</private>'.slice(length)} ${kept()}`,
    ],
  })),
]

/** Several tags together. */
export const combinations: readonly Clause[] = [
  {
    name: 'a region in a region',
    write: ({ secret, kept }) => [
      kept(),
      `${kept()} <private>${secret()} <private>${secret()}</private> ${secret()}</private> ${kept()}`,
    ],
  },
  {
    name: 'a region in a region that stays open',
    write: ({ secret, kept }) => [
      kept(),
      `${kept()} <private>${secret()} <private>${secret()}</private> ${secret()}`,
    ],
  },
  {
    name: 'an unclosed region in the title hides the content',
    write: ({ secret, kept }) => [`${kept()} <private>${secret()}`, secret()],
  },
  {
    name: 'a stray closing hides what precedes it in the content',
    write: ({ secret, kept }) => [kept(), `${secret()} </private> ${kept()}`],
  },
  {
    name: 'a stray closing hides what precedes it in the title',
    write: ({ secret, kept }) => [`${secret()} </private> ${kept()}`, kept()],
  },
  {
    name: 'a stray closing behind a region',
    write: ({ secret, kept }) => [
      kept(),
      `${secret()} <private>${secret()}</private> ${secret()} </private> ${kept()}`,
    ],
  },
  {
    name: 'a stray closing without its > hides everything',
    write: ({ secret, kept }) => [kept(), `${secret()} </private ${secret()}`],
  },
  {
    name: 'a closing in an attribute',
    write: ({ secret, kept }) => [
      kept(),
      `${secret()} <private note="</private>">${secret()}</private> ${kept()}`,
    ],
  },
  {
    name: 'two regions side by side',
    write: ({ secret, kept }) => [
      kept(),
      `${kept()}<private>${secret()}</private><private>${secret()}</private>${kept()}`,
    ],
  },
  {
    name: 'an opening that a region would complete',
    write: ({ secret, kept }) => [kept(), `<pri<private>${secret()}</private>vate> ${kept()}`],
  },
  {
    name: 'a closing that a region would complete',
    write: ({ secret, kept }) => [kept(), `${kept()} </pri<private>${secret()}</private>vate> ${kept()}`],
  },
  {
    name: 'nothing but a region in both',
    write: ({ secret }) => [`<private>${secret()}</private>`, `<private>${secret()}</private>`],
  },
  {
    name: 'a region that holds markup, code and quotes',
    write: ({ secret, kept }) => [
      kept(),
      `${kept()} <private><b>"${secret()}"</b>\n\`'; drop ${secret()}\`</private> ${kept()}`,
    ],
  },
  {
    name: 'a thousand openings and as many closings',
    write: ({ secret, kept }) => [
      kept(),
      `${kept()} ${'<private>'.repeat(1000)}${secret()}${'</private>'.repeat(1000)} ${kept()}`,
    ],
  },
  {
    name: 'a thousand openings and one closing less',
    write: ({ secret, kept }) => [
      kept(),
      `${kept()} ${'<private>'.repeat(1000)}${secret()}${'</private>'.repeat(999)} ${secret()}`,
    ],
  },
  { name: 'nothing private', write: ({ kept }) => [kept(), `${kept()} a < b > c ${kept()}`] },
]
