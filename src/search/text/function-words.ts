import { fold } from './characters.ts'
import type { StemmedLanguage } from './stemmers.ts'

function list(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/).map(fold))
}

/** By language: words that carry grammar, not meaning. A query does not look for them. Folded. */
export const functionWords: Readonly<Record<StemmedLanguage, ReadonlySet<string>>> = {
  english: list(`
    a about across after again all also am an and any are as at be been before being between both but by can
    could did do does doing done down during each ever few for from had has have having he her here him his how i
    if in into is it its just many may me might mine more most much must my no not of off on only or other our
    ours out over own same shall she should since so some such than that the their them then there these they
    this those through to too under until up us use used uses using very was we were what when where which while
    who whom whose why will with would you your yours
  `),
  spanish: list(`
    a al algo alguna algunas alguno algunos ante antes como con contra cual cuales cuando cuanto de del desde donde
    durante e el ella ellas ellos en entre era eran eres es esa esas ese eso esos esta estaba estan estar estas este esto
    estos estoy fue fueron ha han has hasta hay he la las le les lo los mas me mi mis mucho muy nada ni no nos
    nosotros nuestra nuestro o os otra otro para pero poco por porque que quien quienes se ser si sin sobre son soy
    su sus tambien te tengo ti tiene tienen todo todos tu tus un una unas uno unos y ya yo
  `),
  german: list(`
    aber alle als also am an andere auch auf aus bei bin bis bist da damit dann das dass dein deine dem den denn der des
    dich die dies diese dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer fur
    hab habe haben hast hat hatte hatten her hier hin ich ihm ihn ihr ihre im in ins ist ja jede jeder jetzt kann kein
    keine konnen man mein meine meinem meinen meiner mich mir mit muss nach nicht noch nun nur ob oder ohne sehr sein
    seine seit sich sie sind so soll uber um und uns unser unter vom von vor wann war waren warum was weil welche welcher
    wenn wer werden wie wieder will wir wird wo wurde zu zum zur
  `),
  french: list(`
    a ai alors as au aussi aux avait avec avez avoir avons c ce ces cet cette chez combien comme comment d dans de des
    depuis dont du elle elles en est et etait etaient etes etre eu fait il ils j je l la le les leur leurs lui m ma mais
    me meme mes moi mon n ne nos notre nous on ont ou par pas plus pour pourquoi qu quand que quel quelle quelles quels
    qui quoi s sa sans se ses si son sont suis sur t ta te tes toi ton tres tu un une vos votre vous y
  `),
  portuguese: list(`
    a ao aos aquela aquele aquilo as ate com como da das de dela dele deles depois do dos e ela elas ele eles em entre
    era eram essa esse esta estao estas estava este estou eu faz foi foram ha isso isto ja lhe mais mas me mesmo meu
    meus minha minhas muito na nao nas nem no nos nossa nosso num numa o onde os ou para pela pelo por porque qual
    quando quanto que quem se sem ser seu seus so sou sua suas sobre tambem te tem tenho ter teu tu tua um uma voce voces
  `),
  italian: list(`
    a ad ai al alla alle allo anche c che chi ci come con contro cosa cui da dagli dai dal dalla dalle dei del della
    delle dello di dove e ed era erano gli ha hai hanno ho i il in io l la le lei li lo loro lui ma mi mia mie miei mio
    ne negli nei nel nella nelle noi non nostra nostro o per perche piu quale quali quando quanto quella quelle quelli
    quello questa queste questi questo se sei si sia siamo siete sono sta sto su sua sue sugli sui sul sulla suo suoi ti
    tra tu tua tuo un una uno vi voi
  `),
  dutch: list(`
    aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen haar
    had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je jij jouw kan kunnen maar me meer men met
    mij mijn moet na naar niet niets nog nu of om omdat onder ons onze ook op over te tegen toch toen tot u uit uw van
    veel voor waar waarom wanneer want waren was wat we welke wie wij wil worden zal ze zelf zich zij zijn zo zonder zou
  `),
  russian: list(`
    а без более бы был была были было быть в вам вас весь во вот все всего вы где да для до его ее если есть еще же за
    здесь и из или им их к как какая какие какой когда кто ли меня мне мои мой моя мы на над нас наш не него нее нет ни
    них но о об он она они оно от очень по под при с сейчас со свой своя себя так такой там тебя то тоже только том ты у
    уже чего чем что чтобы эта эти это этот я
  `),
  swedish: list(`
    alla allt att av blev bli blir da de dem den denna deras dess det detta dig din dina dit ditt du dar efter ej eller en
    er era ett fran for ha hade han hans har hon honom hur har i icke in inte jag ju kan kunde man med mellan men mig min
    mina mitt mot mycket nar nagon nagot ni nu och om oss pa sa samma sedan sig sin sina sitt som till under upp ut utan
    vad var vara varfor varje vem vi vid vilka vilken vilket ar
  `),
  norwegian: list(`
    alle at av bare ble bli da de deg dem den denne der deres det dette din dine ditt du eller en er et etter for fra ha
    hadde han hans har hennes her hos hun hva hvem hver hvilken hvis hvor hvorfor i ikke inn jeg kan kom kunne man med
    meg men mer min mine mitt mot mye nar na noe noen ny og om opp oss over pa sa seg selv sin sine sitt skal som til ut
    uten var ved vi vil vare
  `),
  danish: list(`
    af alle at blev bliver da de dem den denne der deres det dette dig din dine dit du efter eller en end er et for fra ham
    han hans har havde hende hendes her hos hun hvad hvem hvilken hvis hvor hvorfor hvornar i ikke ind jeg jer kan man
    mange med meget men mig min mine mit mod nar ned noget nogle nu og om op os over pa sig sin sine sit skal skulle som
    til under ud var ved vi vil ville vor
  `),
  finnish: list(`
    ei eivat emme en et ette han hanen hanta he hei heidan ja jo joka jos jotka kanssa ketka koska kuin kuka kun me
    meidan mika miksi milloin mina minun minua missa mita mutta mutta myos na nama ne niiden niin nyt ole olemme olen
    olet olette oli olin olivat on ovat paljon se sen sina sinun sita tai tama te teidan tuo vain viela voi
  `),
}
