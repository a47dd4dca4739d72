"use client";

import type { ReactNode } from "react";
import { TextOrFile } from "@/app/components/TextOrFile";
import { Button } from "@/app/components/ui/Button";
import { Checkbox } from "@/app/components/ui/Checkbox";
import { Dialog } from "@/app/components/ui/Dialog";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import type { ImportText } from "@/app/components/use-import-text";

export interface ImportDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  source: ImportText;
  texts: {
    title: string;
    description: string;
    paste: string;
    placeholder: string;
    chooseFile: string;
    tooLarge: string;
    skipBad: string;
    submit: string;
  };
  storing: boolean;
  onSubmit: () => void;
  /** Further fields. */
  children: ReactNode;
  /** What would be stored. */
  preview: ReactNode;
}

/** Paste or choose a file; what would happen is shown as one goes, and only then stored. */
export function ImportDialog({ source, texts, ...props }: ImportDialogProps) {
  const errorMessage = useErrorMessage();
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      width="lg"
      title={texts.title}
      description={texts.description}
      footer={
        <>
          {source.bad > 0 && (
            <label className="mr-auto flex items-center gap-2 text-sm">
              <Checkbox
                aria-label={texts.skipBad}
                checked={source.skipBad}
                onCheckedChange={(on) => source.setSkipBad(on === true)}
              />
              {texts.skipBad}
            </label>
          )}
          <Button variant="primary" disabled={!source.ready} loading={props.storing} onClick={props.onSubmit}>
            {texts.submit}
          </Button>
        </>
      }
    >
      <div className="space-y-4 pb-2">
        <TextOrFile
          label={texts.paste}
          placeholder={texts.placeholder}
          tooLarge={texts.tooLarge}
          chooseLabel={texts.chooseFile}
          value={source.text}
          onChange={source.setText}
        />
        {props.children}
        {source.error !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {errorMessage(source.error)}
          </p>
        )}
        {props.preview}
      </div>
    </Dialog>
  );
}
