/** The address of an observation as an argument. */
export const refArgument = { field: 'observationId', name: 'id', wordField: 'topicKey' } as const

/** The fields of an address. */
export const ofObservation = {
  observationId: 'id of the observation, or its topic key',
  topicKey: 'topic key of the observation, where it looks like an id',
} as const

/** Meaning of the key of a write's session. */
export const sessionKey = 'key of the session that it belongs to'

/** Meaning of an expected revision. */
export const onlyAtRevision = 'only if it is at this revision'

/** Form of a list. */
export const takesList = 'separated by commas'
