import { ended, type CommandLine, type Run } from './command.ts'

/** Line of a server that listens. */
export interface Listening {
  readonly url: string
  readonly operator_url: string | null
  readonly mcp_url: string | null
  readonly page_url: string | null
  readonly authentication: boolean
}

/** A server that runs as a command. */
export interface Serving extends Listening {
  /** Tells the server to end, and waits until it has. */
  readonly end: (signal?: NodeJS.Signals) => Promise<Run>
}

/** Starts a server on a free port, and waits until it listens. */
export async function serving(cli: CommandLine, args: readonly string[] = []): Promise<Serving> {
  const child = cli.start(['serve', '--json', '--port', '0', '--log-level', 'info', ...args])
  const running = ended(child)
  const line = new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (more: string) => {
      text += more
      if (text.includes('\n')) resolve(text.split('\n')[0]!)
    })
    void running.then(({ stderr }) => reject(new Error(`the server ended: ${stderr}`)))
  })
  return {
    ...(JSON.parse(await line) as Listening),
    end: (signal = 'SIGTERM') => {
      child.kill(signal)
      return running
    },
  }
}
