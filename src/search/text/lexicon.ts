function list(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/))
}

/**
 * Pieces of English contractions, split at the apostrophe ("didn't": didn, t). They say as little as the function
 * words that they stand for.
 */
export const contractionPieces: ReadonlySet<string> = list(`
  t m d ll re ve don didn doesn isn aren wasn weren hasn haven hadn couldn wouldn shouldn mustn
`)

/** Words by which a speaker refers to himself, also written without the apostrophe. */
export const firstPersonWords: ReadonlySet<string> = list(`
  i im ive id ill my me mine myself we our us
`)

/** Words that say when something happened. */
export const timeWords: ReadonlySet<string> = list(`
  yesterday today tomorrow tonight last next ago week weeks weekend month months year years day days morning
  evening afternoon night monday tuesday wednesday thursday friday saturday sunday january february march april
  june july august september october november december recently soon since upcoming
`)

/** Chinese characters that carry grammar; a bigram of them says little. */
export const functionCharacters: ReadonlySet<string> = new Set(
  '的了是在我你您他她它们吗呢吧啊么什哪谁怎几多少有和与或也都就还把被对为从到个这那之其以及',
)

const basesAndForms = `
  be: was were been am is are; become: became; begin: began begun; bend: bent; bite: bit bitten; bleed: bled;
  blow: blew blown; break: broke broken; breed: bred; bring: brought; build: built; burn: burnt; buy: bought;
  catch: caught; choose: chose chosen; come: came; creep: crept; deal: dealt; dig: dug; do: did done does;
  draw: drew drawn; dream: dreamt; drink: drank drunk; drive: drove driven; eat: ate eaten; fall: fell fallen;
  feed: fed; feel: felt; fight: fought; fly: flew flown; forbid: forbade forbidden; forget: forgot forgotten;
  forgive: forgave forgiven; freeze: froze frozen; get: got gotten; give: gave given; go: went gone;
  grow: grew grown; hang: hung; have: had has; hear: heard; hide: hid hidden; hold: held; keep: kept;
  know: knew known; lay: laid; lead: led; lean: leant; learn: learnt; lend: lent; lie: lain; light: lit;
  lose: lost; make: made; mean: meant; meet: met; pay: paid; ride: rode ridden; ring: rang rung; rise: risen;
  run: ran; say: said; see: seen saw; seek: sought; sell: sold; send: sent; sew: sewn; shake: shook shaken;
  shine: shone; shoot: shot; show: shown; shrink: shrank shrunk; sing: sang sung; sink: sank sunk; sit: sat;
  sleep: slept; slide: slid; speak: spoke spoken; spend: spent; spin: spun; stand: stood; steal: stole stolen;
  stick: stuck; strike: struck; swear: swore sworn; sweep: swept; swim: swam swum; swing: swung;
  take: took taken; teach: taught; tear: tore torn; tell: told; think: thought; throw: threw thrown;
  understand: understood; wake: woke woken; wear: wore worn; weave: wove woven; weep: wept; win: won;
  write: wrote written; child: children; man: men; woman: women; foot: feet; tooth: teeth; mouse: mice;
  goose: geese; wife: wives; knife: knives; shelf: shelves; half: halves; wolf: wolves; find: found;
  person: people;
`

function formsOfBase(entry: string): [string, string][] {
  const [base = '', forms = ''] = entry.split(':')
  return forms
    .trim()
    .split(/\s+/)
    .map((form) => [form, base.trim()])
}

/** English forms that no suffix rule leads back, with their base: `went` → `go`. */
export const irregularForms: ReadonlyMap<string, string> = new Map(
  basesAndForms
    .split(';')
    .filter((entry) => entry.includes(':'))
    .flatMap(formsOfBase),
)
