// The field "Signing key": hidden as it is typed, several lines for a key in PEM.
import { useState } from "react";
import { IconButton } from "../../ui/button.tsx";
import { CodeInput, Field, TextArea } from "../../ui/field.tsx";

export interface SigningKeyFieldProps {
  readonly value: string;
  /** What was typed is the project's JWT secret. */
  readonly typedIsProject: boolean;
  readonly error: string | undefined;
  readonly onChange: (key: string) => void;
}

export function SigningKeyField({ value, typedIsProject, error, onChange }: SigningKeyFieldProps) {
  const [shown, setShown] = useState(false);
  const hint = typedIsProject
    ? "This is the project's JWT secret: the template will follow its rotation."
    : "Your project's JWT secret (Project Settings > API), another secret of 32 bytes or more, or a private key in PEM.";
  return (
    <Field label="Signing key" hint={hint} error={error}>
      <div className="flex gap-1.5">
        {value.includes("\n") ? (
          <TextArea
            rows={6}
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <SecretLine value={value} shown={shown} onChange={onChange} />
        )}
        <IconButton
          icon={shown ? "eyeOff" : "eye"}
          label={shown ? "Hide the signing key" : "Show the signing key"}
          onClick={() => setShown(!shown)}
        />
      </div>
    </Field>
  );
}

interface SecretLineProps {
  readonly value: string;
  readonly shown: boolean;
  readonly onChange: (key: string) => void;
}

/** A line can't hold a key of several lines: pasted, it opens the larger field. */
function SecretLine({ value, shown, onChange }: SecretLineProps) {
  return (
    <CodeInput
      type={shown ? "text" : "password"}
      autoComplete="new-password"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onPaste={(event) => {
        const text = event.clipboardData.getData("text/plain");
        if (!text.trim().includes("\n")) return;
        event.preventDefault();
        onChange(text);
      }}
    />
  );
}
