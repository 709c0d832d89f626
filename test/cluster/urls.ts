/** Names of the variables that tell where the cluster is. */
const variables = {
  owner: 'ILAB_CLUSTER_OWNER_URL',
  application: 'ILAB_CLUSTER_APPLICATION_URL',
  workers: 'ILAB_CLUSTER_WORKER_URLS',
} as const

/** URLs of one database of a running Citus cluster. */
export interface ClusterUrls {
  /** Coordinator, as a role that may create schemas. */
  readonly owner: string
  /** Coordinator, as the role of applications. */
  readonly application: string
  /** Each worker, as the role of applications. */
  readonly workers: readonly string[]
}

/** Reads the URLs from the environment. Errors: names every variable that is missing. */
export function clusterUrls(environment: NodeJS.ProcessEnv = process.env): ClusterUrls {
  const missing = Object.values(variables).filter((name) => (environment[name] ?? '') === '')
  if (missing.length > 0)
    throw new Error(
      `these tests need a running Citus cluster. Set ${missing.join(', ')}: CONTRIBUTING.md says how`,
    )
  const [owner, application, workers] = Object.values(variables).map((name) => environment[name]!)
  return { owner: owner!, application: application!, workers: workers!.split(/[\s,]+/) }
}

/** Returns the role that a URL connects as. */
export function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username)
}
