/** `12,300`. Asking `Intl` for it would load tables of all languages, a tenth of what a whole command takes. */
export function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 observation`, `2 observations` */
export function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`
}
