/** Where users reach a workload on this machine, without any path; undefined while it has no port yet. */
export function workloadAddress(port: number | undefined): string | undefined {
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}
