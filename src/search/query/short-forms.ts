/** Short forms with what they stand for: the first of an entry finds each of the others, and each of them the first. */
const entries = `
  auth authentication authorization; authn authentication; authz authorization; config configuration cfg conf;
  admin administrator administration; repo repository; repos repositories; db database; dbs databases;
  docs documentation; k8s kubernetes kube; e2e endtoend; p2p peertopeer; b2b businesstobusiness; postgres postgresql psql pg; mongo mongodb; js javascript;
  ts typescript; py python; golang go; cpp cplusplus; app application; apps applications; env environment;
  envs environments; dev development developer; devs developers; prod production; perf performance;
  impl implementation; spec specification; specs specifications; param parameter; params parameters;
  arg argument; args arguments; var variable; vars variables; func function fn; lib library; libs libraries;
  dir directory folder; dirs directories folders; dep dependency; deps dependencies; pkg package; pkgs packages;
  msg message; msgs messages; err error; info information; img image; pic picture photo; pics pictures photos;
  photo photograph; photos photographs; vid video; req request; reqs requests; resp response;
  init initialization; sync synchronization; async asynchronous; temp temperature temporary; tmp temporary;
  max maximum; min minimum; avg average; num number; id identifier; ids identifiers; regex regexp;
  infra infrastructure; org organization organisation; dept department; mgmt management; mgr manager;
  biz business; acct account; addr address; tel telephone phone; phone telephone; appt appointment;
  appts appointments; apt apartment; bday birthday; fridge refrigerator; fav favorite favourite;
  favorite favourite; color colour; veggie vegetable vegetarian; veggies vegetables; vet veterinarian;
  lab laboratory; uni university; math mathematics maths; exam examination; exams examinations; prof professor;
  bike bicycle; bikes bicycles; plane airplane aeroplane; tv television; ad advertisement; ads advertisements;
  flu influenza; meds medication medicine; ave avenue; blvd boulevard; mon monday; tue tuesday tues;
  thu thursday thurs; fri friday; feb february;
  apr april; jun june; jul july; aug august; sept september sep; oct october; nov november; dec december;
  hr hour; hrs hours; mins minutes; secs seconds; yr year; yrs years; qty quantity; corp corporation;
  govt government; intl international; tech technology; stats statistics; ref reference; refs references;
  attr attribute; attrs attributes; btn button; cmd command; cmds commands; cert certificate; certs certificates;
  creds credentials; pwd password; passwd password; sub subscription; subs subscriptions; ext extension;
  calc calculation; conn connection; conns connections; ctx context; desc description; exec execution;
  mem memory; obj object; ops operations; prev previous; proc process; props properties; svc service;
  svcs services; tz timezone; utils utilities; util utility; val value; ver version; elastic elasticsearch;
  gql graphql; md markdown; yml yaml; i18n internationalization internationalisation;
  l10n localization localisation; a11y accessibility; o11y observability
`

function linkAll(): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, Set<string>>()
  const link = (from: string, to: string): void => {
    const known = links.get(from) ?? new Set()
    links.set(from, known.add(to))
  }
  for (const entry of entries.split(';')) {
    const [short = '', ...long] = entry.trim().split(/\s+/)
    for (const word of long) {
      link(short, word)
      link(word, short)
    }
  }
  return new Map([...links].map(([word, others]) => [word, [...others]]))
}

// Linked by the first search, not at the start of each program.
let linked: ReadonlyMap<string, readonly string[]> | undefined
const none: readonly string[] = []

const heads = new Set(entries.split(';').map((entry) => entry.trim().split(/\s+/)[0] ?? ''))

/** Tells whether a folded word is the short one of an entry. */
export function isShortForm(word: string): boolean {
  return heads.has(word)
}

/** The words that a folded word may be short for, or be shortened to. */
export function shortForms(word: string): readonly string[] {
  const forms = (linked ??= linkAll())
  const known = forms.get(word)
  if (known !== undefined || !word.endsWith('s')) return known ?? none
  return forms.get(word.slice(0, -1)) ?? none
}
