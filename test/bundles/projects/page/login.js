/** Stands for the login of an application. */
export function userIdOf() {
  return 'ada'
}
