/** User ids that would reach beyond their user where an id became a part of a statement. */
export const hostileUserIds: readonly string[] = [
  `';drop/**/table/**/user_state;--`,
  `'or'1'='1`,
  '$1',
  '%1$s',
  'user_state_102008',
  `\\';reset/**/ilab_memory.user_key;--`,
  'ilab_memory.user_key',
  '00000000-0000-0000-0000-000000000000',
  '*',
  '%',
  '"',
  'user-1/',
  'USER-1',
]
