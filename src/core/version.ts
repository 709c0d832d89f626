/** The version of this package. Written here too, since a bundle has no package.json to read; a test compares the two. */
export const packageVersion = '0.1.0'
