import { style } from './style/style.ts'
import { scriptText } from './assets/script-text.ts'
import { makeFile, makeNamedFile, type ServedFile } from './assets/served-file.ts'

/** The files that the page brings along. */
export interface PageFiles {
  readonly style: ServedFile
  readonly script: ServedFile
  /** Script of `<ilab-memory>`. Applications write its address by hand, so its name stays. */
  readonly element: ServedFile
}

let made: Promise<PageFiles> | null = null

/** Makes the files, once. */
export function pageFiles(): Promise<PageFiles> {
  made ??= make()
  return made
}

async function make(): Promise<PageFiles> {
  const [styleFile, scriptFile, elementFile] = await Promise.all([
    makeFile('style', 'css', 'text/css', style),
    makeFile('script', 'js', 'text/javascript', await scriptText('main')),
    makeNamedFile('element.js', 'text/javascript', await scriptText('element/main')),
  ])
  return { style: styleFile, script: scriptFile, element: elementFile }
}
