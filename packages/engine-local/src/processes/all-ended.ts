/**
 * The results of works that go on at the same time, when all of them have ended. Unlike `Promise.all`, which leaves the others
 * to themselves when one fails: nobody may give back a lock while they still write.
 *
 * @throws what the first that failed threw, once all have ended
 */
export async function allEnded<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  const endings = await Promise.allSettled(works);
  return endings.map((ending) => {
    if (ending.status === "rejected") throw ending.reason;
    return ending.value;
  });
}
