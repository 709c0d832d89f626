import { en, type Texts } from './en.ts'
import { es } from './es.ts'
import type { PageLanguage } from './languages.ts'

/** The texts of one language. */
export function textsOf(language: PageLanguage): Texts {
  return language === 'es' ? es : en
}
