import { openAuthenticator, type Authenticator, type AuthenticatorSettings } from './authenticate.ts'

/** An authenticator that can be opened again while it is used. */
export interface ReloadableAuthenticator extends Authenticator {
  /**
   * Opens keys and issuers again, also the keys of issuers that are kept for a while. Errors: those of
   * `openAuthenticator`; then everything stays as it was.
   */
  reload(): Promise<void>
}

/** Opens an authenticator that can be opened again. Errors: those of `openAuthenticator`. */
export async function openReloadable(settings: AuthenticatorSettings): Promise<ReloadableAuthenticator> {
  let current = await openAuthenticator(settings)
  return {
    isOpen: false,
    issuers: current.issuers,
    authenticate: (authorization) => current.authenticate(authorization),
    close: () => current.close(),
    async reload() {
      const before = current
      current = await openAuthenticator(settings)
      await before.close()
    },
  }
}
