/**
 * Reads the page's script from its sources as one text. The build calls this function once, and puts a module with the
 * shortened text in the place of this one: the package reads no file and runs on every runtime.
 */
export async function scriptText(): Promise<string> {
  const [{ readFile }, { stripTypeScriptTypes }] = await Promise.all([
    import('node:fs/promises'),
    import('node:module'),
  ])
  const modules = new Map<string, string>()
  const read = async (name: string): Promise<void> => {
    if (modules.has(name)) return
    const source = await readFile(new URL(`../script/${name}.ts`, import.meta.url), 'utf8')
    for (const [, needed = ''] of source.matchAll(/ from '\.\/([\w-]+)\.ts'/g)) await read(needed)
    modules.set(name, moduleOf(name, stripTypeScriptTypes(source)))
  }
  await read('main')
  return `(() => {\n'use strict'\nconst modules = {}\n${[...modules.values()].join('\n')}\n})()\n`
}

/** Turns a module into a function of its own scope: what it exports lies in `modules`, where the others find it. */
function moduleOf(name: string, text: string): string {
  const exported = [...text.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map(([, one]) => one)
  const body = text
    .replaceAll(/^import (\{[^}]*\}) from '\.\/([\w-]+)\.ts'$/gm, "const $1 = modules['$2']")
    .replaceAll(/^export (?=(?:async )?(?:function|const) )/gm, '')
  return `modules['${name}'] = (() => {\n${body}\nreturn { ${exported.join(', ')} }\n})()`
}
