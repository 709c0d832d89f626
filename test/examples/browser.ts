/** As much of a browser as a form needs: cookies, redirects, and the origin of the page that is shown. */
export class Browser {
  readonly #site: string
  #cookies = new Map<string, string>()

  constructor(site: string) {
    this.#site = site
  }

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  set cookies(text: string) {
    this.#cookies = new Map(text.split('; ').map((pair) => pair.split('=') as [string, string]))
  }

  async get(path: string): Promise<Response> {
    return this.#follow(await this.#send(path, {}))
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text()
  }

  async post(
    path: string,
    fields: Record<string, string> = {},
    origin: string = this.#site,
  ): Promise<Response> {
    const body = new URLSearchParams(fields)
    return this.#follow(await this.#send(path, { method: 'POST', body, headers: { origin } }))
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = {
      ...(init.headers as object),
      ...(this.#cookies.size === 0 ? {} : { cookie: this.cookies }),
    }
    const response = await fetch(this.#site + path, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s)
      if (/max-age=0/i.test(cookie)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return response
  }

  async #follow(response: Response): Promise<Response> {
    const location = response.headers.get('location')
    return location === null ? response : this.#follow(await this.#send(location, {}))
  }
}
