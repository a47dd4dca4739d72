/**
 * Waits for all, then throws the first failure: what still writes must not outlive its caller. The first failure is
 * told at once, so that the others can be stopped.
 *
 * @template T
 * @param {readonly (Promise<T> | T)[]} promises
 * @param {(error: unknown) => void} onFailure
 * @returns {Promise<T[]>}
 */
export async function settleAll(promises, onFailure) {
  const failures = [];
  const results = await Promise.all(
    promises.map(async (promise) => {
      try {
        return await promise;
      } catch (error) {
        if (failures.push(error) === 1) onFailure(error);
        return undefined;
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
  return results;
}
