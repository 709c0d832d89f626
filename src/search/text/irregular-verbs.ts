import { fold } from './characters.ts'
import type { StemmedLanguage } from './stemmers.ts'

/**
 * Forms of frequent verbs that no suffix rule leads back, by language: `base: form form …`. Forms that are a frequent
 * word of another meaning are left out, such as `vino` (came, wine) and `weiß` (knows, white).
 */
const verbs: Partial<Readonly<Record<StemmedLanguage, string>>> = {
  spanish: `
    ir: voy vas va vamos vais van iba ibas iban fui fuiste fuimos fueron iré irá irán ido yendo; hacer: hago hice hizo
    hicimos hicieron hecho haré hará; decir: digo dice dices dicen dije dijo dijeron dicho diré dirá; venir: vengo viene vienes
    vienen vine vinieron vendré vendrá; poner: pongo puse puso pusieron puesto pondré pondrá; poder: puedo puedes puede
    pueden pude pudo podré podrá; querer: quiero quieres quiere quieren quise quiso querré; saber: sé supe supo
    sabré sabrá; salir: salgo saldré saldrá; traer: traigo traje trajo; ver: veo ves vemos ven vi viste vio vieron visto;
    dar: doy das dan di dio dieron; dormir: duermo duermes duerme duermen durmió durmieron; jugar: juego juegas juega
    juegan jugué; pedir: pido pides pide piden pidió pidieron; pensar: pienso piensas piensa piensan; empezar: empiezo
    empiezas empieza empiezan empecé; volver: vuelvo vuelves vuelve vuelven vuelto; perder: pierdo pierdes pierde pierden;
    encontrar: encuentro encuentras encuentra encuentran; recordar: recuerdo recuerdas recuerda recuerdan; preferir: prefiero
    prefieres prefiere prefieren prefirió; sentir: siento sientes siente sienten sintió; seguir: sigo sigues sigue siguen
    siguió; servir: sirvo sirve sirven sirvió; vestir: visto viste visten vistió; cerrar: cierro cierras cierra cierran;
    despertar: despierto despiertas despierta despiertan; soñar: sueño sueñas sueña sueñan; morir: muero muere mueren murió
    muerto; conocer: conozco; conducir: conduzco conduje condujo; traducir: traduzco traduje tradujo; oír: oigo oyes oye
    oyen oyó; leer: leo lees lee leemos leen leyó leyeron leído; caer: caigo cayó cayeron; escribir: escrito; romper: roto;
    abrir: abierto; doler: duele duelen; llover: llueve; costar: cuesta cuestan; probar: pruebo pruebas prueba prueban
  `,
  german: `
    gehen: ging gingst gingen gegangen; fahren: fährst fährt fuhr fuhren gefahren; essen: isst iss aß aßen gegessen; trinken:
    trank tranken getrunken; lesen: liest las lasen gelesen; sehen: siehst sieht sah sahen gesehen; geben: gibst gibt gab
    gaben gegeben; nehmen: nimmst nimmt nahm nahmen genommen; sprechen: sprichst spricht sprach sprachen gesprochen; treffen:
    triffst trifft traf trafen getroffen; schreiben: schrieb schrieben geschrieben; schlafen: schläfst schläft schlief
    schliefen geschlafen; finden: fand fanden gefunden; stehen: stand standen gestanden; liegen: lag lagen gelegen; sitzen:
    saß saßen gesessen; halten: hältst hält hielt hielten gehalten; lassen: lässt ließ ließen gelassen; laufen: läufst läuft
    lief liefen gelaufen; helfen: hilfst hilft half halfen geholfen; sterben: stirbt starb starben gestorben; werfen: wirft
    warf geworfen; wissen: weißt wusste wussten gewusst; denken: dachte dachten gedacht; bringen: brachte brachten gebracht;
    kennen: kannte kannten gekannt; mögen: mag magst mochte mochten gemocht; fliegen: flog flogen geflogen; ziehen: zog
    zogen gezogen; verlieren: verlor verloren; vergessen: vergisst vergaß; kommen: kam kamen gekommen; bekommen: bekam
    bekamen; bleiben: blieb blieben geblieben; schwimmen: schwamm geschwommen; gewinnen: gewann gewonnen; beginnen: begann
    begonnen; singen: sang sangen gesungen; tragen: trägst trägt trug trugen getragen; waschen: wäschst wäscht wusch
    gewaschen; wachsen: wächst wuchs gewachsen; heißen: hieß; rufen: rief riefen gerufen; leihen: lieh geliehen; tun: tut
    tat taten getan; kaufen: gekauft; machen: gemacht; sagen: gesagt; fragen: gefragt; spielen: gespielt; lernen: gelernt;
    arbeiten: gearbeitet; wohnen: gewohnt; kochen: gekocht; zahlen: gezahlt; buchen: gebucht; planen: geplant; heiraten:
    geheiratet; leben: gelebt; suchen: gesucht; stellen: gestellt; legen: gelegt; bauen: gebaut; reisen: gereist; brechen:
    bricht brach gebrochen; schneiden: schnitt geschnitten; steigen: stieg gestiegen; fangen: fängt fing gefangen
  `,
  french: `
    aller: vais vas va vont allé irai ira iront; faire: fais fait faisons faites font ferai fera feront; prendre: prends
    prend prenons prenez prennent pris prendrai prendra; lire: lis lisons lisez lisent lu lue lus lues; dire: dis dit disons
    dites disent; mettre: mets met mettons mettez mettent; venir: viens vient venons venez viennent venu venue viendrai
    viendra; tenir: tiens tient tenons tenez tiennent tenu tiendra; pouvoir: peux peut pouvons pouvez peuvent pu pourrai
    pourra; vouloir: veux veut voulons voulez veulent voulu voudrais voudrait; devoir: dois doit devons devez doivent dû
    devrai devrait; savoir: sais sait savons savez savent su saurai saura; voir: vois voit voyons voyez voient vu verrai
    verra; boire: bois boit buvons buvez boivent bu; écrire: écris écrit écrivons écrivez écrivent; recevoir: reçois reçoit
    recevons reçoivent reçu; partir: pars partons partez partent; sortir: sors sort sortons sortez sortent; dormir: dors
    dort dormons dormez dorment; sentir: sens sent sentons sentez sentent; servir: sers sert servons servez servent;
    ouvrir: ouvre ouvres ouvrons ouvrez ouvrent ouvert; offrir: offre offrons offrez offrent offert; suivre: suit
    suivons suivez suivent suivi; vivre: vis vit vivons vivez vivent vécu; conduire: conduis conduit conduisons conduisez
    conduisent; connaître: connais connaît connaissons connaissez connaissent connu; croire: crois croit croyons croyez
    croient cru; courir: cours court courons courez courent couru; mourir: meurs meurt meurent mort; payer: paie paies
    paient paye payes payons payez payent payé payée payés payées paierai paiera; essayer: essaie essaies essaient
    essayons essayez essayé; envoyer: envoie envoies envoient envoyons envoyez envoyé enverrai; appeler: appelle appelles
    appellent appelons appelez appelé; acheter: achète achètes achètent achetons achetez acheté; préférer: préfère préfères
    préfèrent préférons préférez préféré; attendre: attends attend attendons attendu; rendre: rends rend rendons rendu;
    perdre: perds perd perdons perdu; vendre: vends vend vendons vendu; répondre: réponds répond répondu; entendre: entends
    entend entendu; descendre: descends descend descendu; apprendre: apprends apprend apprenons appris; comprendre: comprends
    comprend comprenons compris; naître: né née; manger: mangeons; commencer: commençons; jeter: jette jettes jettent
  `,
}

function formsIn(list: string): ReadonlyMap<string, string> {
  return new Map(
    list.split(';').flatMap((entry) => {
      const [base = '', forms = ''] = entry.split(':').map((part) => part.trim())
      return forms.split(/\s+/).map((form) => [fold(form), base] as const)
    }),
  )
}

const formsByLanguage = new Map<StemmedLanguage, ReadonlyMap<string, string>>()

/** The base of an irregular verb's folded form, with its accents; null where the word is none. English has its own list. */
export function baseOfVerb(folded: string, language: StemmedLanguage): string | null {
  const list = verbs[language]
  if (list === undefined) return null
  const forms = formsByLanguage.get(language) ?? formsIn(list)
  formsByLanguage.set(language, forms)
  return forms.get(folded) ?? null
}
