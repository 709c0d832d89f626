import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Folders and ports of this machine in the place of those of an image. */
export type Places = readonly (readonly [inImage: string, here: string])[]

/** The instructions of the image: of its last stage, and how the stage before it installs the package. */
export interface Image {
  readonly installation: readonly string[]
  /** Commands that prepare the root, without those of the installation. */
  readonly preparations: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly user: string
  readonly volume: string
  readonly healthcheck: readonly string[]
  /** Entry point and default arguments. */
  readonly command: readonly string[]
}

/** Reads the Dockerfile as a builder does, as far as it is used. */
export function readImage(places: Places): Image {
  const text = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8')
  const end = text.lastIndexOf('\nFROM ')
  const [first, last] = [text.slice(0, end), text.slice(end)]
  const here = (written: string): string =>
    places.reduce((result, [inImage, place]) => result.replaceAll(inImage, place), written)
  const all = (name: string, stage = last): string[] =>
    [...stage.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, rest]) => here(rest!))
  const one = (name: string): string => all(name)[0] ?? ''
  const list = (written: string): string[] => JSON.parse(written.slice(written.indexOf('['))) as string[]
  const pairs = all('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=', 2)))
  return {
    installation: all('RUN', first),
    preparations: all('RUN'),
    environment: Object.fromEntries(pairs) as Record<string, string>,
    user: one('USER'),
    volume: one('VOLUME'),
    healthcheck: list(one('HEALTHCHECK')),
    command: [...list(one('ENTRYPOINT')), ...list(one('CMD'))],
  }
}

/** A user without any right, where the tests run as root. */
export const stranger = 65_534

/** Tells whether this machine lets a process have a root that it can only read. */
export const canHaveReadOnlyRoot = process.getuid?.() === 0 && works(['true'], '/')

function isolated(command: readonly string[], writable: string): string[] {
  const script = 'mount --bind / / && mount --bind "$0" "$0" && mount -o remount,ro,bind / && exec "$@"'
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, writable, ...command]
}

function works(command: readonly string[], writable: string): boolean {
  try {
    const [file, ...args] = isolated(command, writable)
    execFileSync(file!, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Starts a command as the image's user: without rights, and with a root that is read-only as far as this machine lets. */
export function startInImage(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  writable: string,
): ChildProcessWithoutNullStreams {
  const isRoot = process.getuid?.() === 0
  const asUser = isRoot
    ? [
        'setpriv',
        `--reuid=${stranger}`,
        `--regid=${stranger}`,
        '--clear-groups',
        '--no-new-privs',
        ...command,
      ]
    : [...command]
  const [file, ...args] = canHaveReadOnlyRoot ? isolated(asUser, writable) : asUser
  return spawn(file!, args, { env: { PATH: process.env['PATH'] ?? '', ...environment }, cwd: '/' })
}
