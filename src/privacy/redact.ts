declare const redacted: unique symbol

/** Text that went through {@link redact}. Stores take no other. */
export type RedactedText = string & { readonly [redacted]: true }
