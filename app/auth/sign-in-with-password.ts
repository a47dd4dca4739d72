import { signIn } from "next-auth/react";

export type SignInProblem = "wrongCredentials" | "rateLimited" | "unavailable";

/** Null once the session cookie is there. */
export async function signInWithPassword(email: string, password: string): Promise<SignInProblem | null> {
  try {
    const result = await signIn("credentials", { email, password, redirect: false });
    if (result?.ok === true && result.error === null) return null;
    if (result?.error === "RATE_LIMITED") return "rateLimited";
    if (result?.error === "CredentialsSignin") return "wrongCredentials";
    return "unavailable";
  } catch {
    return "unavailable";
  }
}
