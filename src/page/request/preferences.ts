import { cookieIn } from './cookies.ts'
import { pageLanguages, type PageLanguage } from '../texts/languages.ts'

/** Colours of the page: as the system has them, or by the person's own choice. */
export type Theme = 'auto' | 'light' | 'dark'

/** A person's choices for this browser, kept in two cookies without any id. */
export interface Preferences {
  readonly language: PageLanguage
  readonly theme: Theme
}

const languageCookie = 'ilab-memory-language'
/** Language that an element asks for, in which the application has chosen it. */
const languageHeader = 'ilab-memory-language'
const themeCookie = 'ilab-memory-theme'
const themes: readonly Theme[] = ['auto', 'light', 'dark']

/** Reads the choices of a browser. The language of an application comes before them, and `Accept-Language` after them. */
export function readPreferences(headers: Headers, fallback: PageLanguage): Preferences {
  const cookies = headers.get('cookie') ?? ''
  return {
    language:
      preferred(headers.get(languageHeader) ?? '') ??
      pageLanguages.find((language) => language === cookieIn(cookies, languageCookie)) ??
      preferred(headers.get('accept-language') ?? '') ??
      fallback,
    theme: themes.find((theme) => theme === cookieIn(cookies, themeCookie)) ?? 'auto',
  }
}

/** Makes the cookies that keep choices for a year. */
export function preferenceCookies(chosen: Preferences, basePath: string, isSecure: boolean): string[] {
  const rest = `; Path=${basePath === '' ? '/' : basePath}; Max-Age=31536000; SameSite=Lax; HttpOnly${isSecure ? '; Secure' : ''}`
  return [`${languageCookie}=${chosen.language}${rest}`, `${themeCookie}=${chosen.theme}${rest}`]
}

/** Reads a choice of a form; what it does not name stays. */
export function chosenIn(language: string, theme: string, before: Preferences): Preferences {
  return {
    language: pageLanguages.find((one) => one === language) ?? before.language,
    theme: themes.find((one) => one === theme) ?? before.theme,
  }
}

/** Finds the page's language that a browser likes best: `es-MX,es;q=0.9,en;q=0.8` → `es`. */
function preferred(accepted: string): PageLanguage | undefined {
  const ranked = accepted
    .split(',')
    .map((item) => {
      const [tag = '', ...parameters] = item.split(';')
      const weight = /^\s*q=([\d.]+)\s*$/.exec(parameters.join(';'))?.[1]
      return { base: tag.trim().toLowerCase().split('-')[0] ?? '', weight: Number(weight ?? 1) }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
  for (const { base } of ranked) {
    const found = pageLanguages.find((language) => language === base)
    if (found !== undefined) return found
  }
  return undefined
}
