export type SignInProblem = "wrongCredentials" | "rateLimited" | "disabled" | "unavailable";

/** Null once the session cookie is there. */
export async function signInWithPassword(email: string, password: string): Promise<SignInProblem | null> {
  try {
    // When it is needed: on load it parses NEXTAUTH_URL, and an empty one would end the server's rendering of the page.
    const { signIn } = await import("next-auth/react");
    const result = await signIn("credentials", { email, password, redirect: false });
    if (result?.ok === true && result.error === null) return null;
    if (result?.error === "RATE_LIMITED") return "rateLimited";
    if (result?.error === "FORBIDDEN") return "disabled";
    if (result?.error === "CredentialsSignin") return "wrongCredentials";
    return "unavailable";
  } catch {
    return "unavailable";
  }
}
