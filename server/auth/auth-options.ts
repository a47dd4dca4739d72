import type { NextAuthOptions, Session } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { clientAddressOf } from "@/server/auth/client-address";
import { signIn } from "@/server/auth/sign-in";
import { getDatabase } from "@/server/database";
import { getEnvironment } from "@/server/env";

const SESSION_SECONDS = 14 * 24 * 3600;

/** What this project puts into a session's encrypted token. */
const tokenSchema = z.object({ sub: z.uuid(), sessionVersion: z.int() });

export interface PlauditSession extends Session {
  userId: string;
  sessionVersion: number;
}

let options: NextAuthOptions | undefined;

/** Made at the first request: a build has no secrets. */
export function getAuthOptions(): NextAuthOptions {
  options ??= {
    secret: getEnvironment().nextAuthSecret,
    // credentials mean tokens: there is no row a session; the version in the token lets one end them all
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials, request) {
          try {
            return await signIn({
              db: getDatabase(),
              credentials,
              clientAddress: clientAddressOf(
                new Headers(request.headers as Record<string, string> | undefined),
              ),
            });
          } catch (error) {
            // the page gets the message as its error code
            if (error instanceof AppError) throw new Error(error.code, { cause: error });
            console.error("sign-in failed", error);
            throw new Error("DATABASE_UNAVAILABLE", { cause: error });
          }
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        // `user` comes from `authorize`, and only at the sign-in
        const signedIn = user as { id: string; sessionVersion?: number } | undefined;
        if (signedIn?.sessionVersion === undefined) return token;
        return { ...token, sub: signedIn.id, sessionVersion: signedIn.sessionVersion };
      },
      session({ session, token }) {
        const known = tokenSchema.safeParse(token);
        if (!known.success) return session;
        return { ...session, userId: known.data.sub, sessionVersion: known.data.sessionVersion };
      },
    },
  };
  return options;
}
