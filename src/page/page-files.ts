import { style } from './style/style.ts'
import { scriptText } from './assets/script-text.ts'
import { makeFile, type ServedFile } from './assets/served-file.ts'

/** The files that every page loads. */
export interface PageFiles {
  readonly style: ServedFile
  readonly script: ServedFile
}

let made: Promise<PageFiles> | null = null

/** Makes the files, once. */
export function pageFiles(): Promise<PageFiles> {
  made ??= make()
  return made
}

async function make(): Promise<PageFiles> {
  const [styleFile, scriptFile] = await Promise.all([
    makeFile('style', 'css', 'text/css', style),
    makeFile('script', 'js', 'text/javascript', await scriptText()),
  ])
  return { style: styleFile, script: scriptFile }
}
