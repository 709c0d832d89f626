import * as z from 'zod/mini'
import { lazily } from '../../core/input/lazily.ts'

/** Checks the input of an operation that takes none. */
export const nothing = lazily(() => z.strictObject({}))
