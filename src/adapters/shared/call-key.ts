/**
 * Makes the idempotency key of a write from the framework's id of the call and what the call gives, so that a call that is
 * tried again saves once. Some models count their calls from 0 in each conversation: the input keeps those apart.
 */
export async function callKey(framework: string, callId: string, input: unknown): Promise<string> {
  const text = JSON.stringify([callId, input])
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${framework}:${hex}`
}
