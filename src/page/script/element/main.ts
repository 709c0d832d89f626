import { defineMemoryElement } from './define.ts'

// The script that the page's own server sends.
defineMemoryElement()
