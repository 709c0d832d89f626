import type { PageLanguage } from '../../../page/texts/languages.ts'
import { studioEn, type StudioTexts } from './en.ts'
import { studioEs } from './es.ts'

/** The studio's texts of one language. */
export function studioTexts(language: PageLanguage): StudioTexts {
  return language === 'es' ? studioEs : studioEn
}
