import type { Language } from '../corpus.ts'
import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as russian } from '@orama/stemmers/russian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemEnglish } from './english.ts'

/** Leads a word in small letters back to its stem, by language. All but English by Snowball's rules. */
export const stemmers = {
  danish,
  dutch,
  english: stemEnglish,
  finnish,
  french,
  german,
  italian,
  norwegian,
  portuguese,
  russian,
  spanish,
  swedish,
} as const satisfies Readonly<Record<string, (word: string) => string>>

/** A language of which the analyser knows stems and function words. */
export type StemmedLanguage = Exclude<Language, 'none' | 'auto'>

/** Every language with a stemmer. */
export const stemmedLanguages = Object.keys(stemmers) as readonly StemmedLanguage[]
