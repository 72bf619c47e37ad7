// One of several values, or any.

interface ChooseProps {
  name: string;
  values: readonly string[];
  value: string | undefined;
  change: (value: string | undefined) => void;
}

export function Choose({ name, values, value, change }: ChooseProps) {
  return (
    <label>
      {name}
      <select value={value ?? ''} onChange={({ target }) => change(target.value === '' ? undefined : target.value)}>
        <option value="">any</option>
        {values.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
