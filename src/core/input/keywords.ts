/** Keywords of one observation at most. */
export const mostKeywords = 16

/** Length of a keyword at most, in UTF-16 units. */
export const longestKeyword = 100
