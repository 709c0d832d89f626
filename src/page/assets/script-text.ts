/** Name of a script: its first module, below the folder of the scripts. */
export type ScriptName = 'main' | 'element/main'

/**
 * Reads a script from its sources as one text. The build calls this function once for each, and puts a module with the
 * shortened texts in the place of this one: the package reads no file and runs on every runtime.
 */
export async function scriptText(name: ScriptName): Promise<string> {
  const [{ readFile }, { stripTypeScriptTypes }] = await Promise.all([
    import('node:fs/promises'),
    import('node:module'),
  ])
  const modules = new Map<string, string>()
  const read = async (path: string): Promise<void> => {
    if (modules.has(path)) return
    const source = await readFile(new URL(`../script/${path}.ts`, import.meta.url), 'utf8')
    for (const [, needed = ''] of source.matchAll(/ from '(\.{1,2}\/[\w/.-]+)\.ts'/g))
      await read(pathOf(path, needed))
    modules.set(path, moduleOf(path, stripTypeScriptTypes(source)))
  }
  await read(name)
  return `(() => {\n'use strict'\nconst modules = {}\n${[...modules.values()].join('\n')}\n})()\n`
}

/** Finds the path of a module below the folder of the scripts, as another one names it. */
function pathOf(importer: string, named: string): string {
  return new URL(named, `file:///${importer}`).pathname.slice(1)
}

/** Turns a module into a function of its own scope: what it exports lies in `modules`, where the others find it. */
function moduleOf(path: string, text: string): string {
  const exported = [...text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)].map(
    ([, one]) => one,
  )
  const body = text
    .replaceAll(
      /^import (\{[^}]*\}) from '([\w/.-]+)\.ts'$/gm,
      (_, names: string, needed: string) => `const ${names} = modules['${pathOf(path, needed)}']`,
    )
    .replaceAll(/^export (?=(?:async )?(?:function|const|class) )/gm, '')
  return `modules['${path}'] = (() => {\n${body}\nreturn { ${exported.join(', ')} }\n})()`
}
