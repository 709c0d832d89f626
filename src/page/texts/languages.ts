/** A language of the page. */
export type PageLanguage = 'en' | 'es'

/** Every language of the page. */
export const pageLanguages: readonly PageLanguage[] = ['en', 'es']

/** Names of the languages, each in itself. */
export const languageNames: Readonly<Record<PageLanguage, string>> = { en: 'English', es: 'Español' }
