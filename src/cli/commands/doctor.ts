import { Command } from 'commander';
import { type CommonOptions, configFile, withCommonOptions } from '../options.ts';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Checks Node, Chromium, disk, DuckDB, ONNX Runtime and the configuration, and says how to mend what is wrong.',
    )
    .addHelpText('after', '\nExample:\n  tidemark doctor --config tidemark.toml')
    .action(run);
}

async function run(options: CommonOptions): Promise<void> {
  const { examine } = await import('../doctor.ts');
  const findings = await examine({ dataDir: options.dataDir, configFile: configFile(options), env: process.env });
  if (options.json) console.log(JSON.stringify(findings, null, 2));
  else {
    const marks = { good: 'ok  ', warning: 'note', bad: 'BAD ' } as const;
    for (const { check, state, found, mend } of findings) {
      console.log(`${marks[state]}  ${check.padEnd(14)} ${found}`);
      if (mend !== null) console.log(`${' '.repeat(21)}→ ${mend}`);
    }
  }
  process.exitCode = findings.some((finding) => finding.state === 'bad') ? 1 : 0;
}
