// Apart from the schemas: a worker thread starts twice as fast without them.

/** As many observations as one user can have: what fits into 27 bits. */
export const largestObservationId: number = 2 ** 27 - 1

/** Greatest number of an item in a thread. Stores keep it in 32 bits. */
export const largestItemNumber: number = 2 ** 27 - 1
