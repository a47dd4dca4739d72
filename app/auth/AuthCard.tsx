import type { ReactNode } from "react";

export interface AuthCardProps {
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Under the card. */
  footer?: ReactNode;
}

export function AuthCard({ title, description, children, footer }: AuthCardProps) {
  return (
    <>
      <section className="rounded-lg border border-line bg-paper px-6 py-6 shadow-raised">
        <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
        {description !== undefined && (
          <p className="mt-1.5 text-base text-pretty text-muted">{description}</p>
        )}
        {children !== undefined && <div className="mt-5">{children}</div>}
      </section>
      {footer !== undefined && <p className="mt-4 text-center text-sm text-muted">{footer}</p>}
    </>
  );
}
