/** A failure without a code of its own. */
export const unexpectedExit = 1
/** `doctor` has found something that is not repaired. */
export const unhealthyExit = 16
/** `migrate --check` has found migrations that are not done. */
export const pendingExit = 19
/** `copy` has left users out, or users changed while they were copied. */
export const incompleteExit = 20
/** Ended by SIGINT or SIGTERM, as shells count it. */
export const interruptedExit = { SIGINT: 130, SIGTERM: 143 } as const
