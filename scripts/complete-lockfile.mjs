// npm leaves optional platform packages out of the lock when the registry at hand does not serve them,
// and `npm ci` then refuses the lock everywhere. This adds an entry, without a hash, for each one left out.
import { readFileSync, writeFileSync } from 'node:fs';

const PLATFORMS = new Map([
  ...['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32'].map(
    (os) => [os, os],
  ),
  ['windows', 'win32'],
]);
const CPUS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const entries = lock.packages;
const added = [];

for (const [owner, { optionalDependencies = {}, dev }] of Object.entries(entries)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const hoisted = `node_modules/${name}`;
    const nested = owner === '' ? hoisted : `${owner}/${hoisted}`;
    if (entries[hoisted] || entries[nested]) continue;
    const words = name.split(/[-/]/);
    const os = words.map((word) => PLATFORMS.get(word)).find(Boolean);
    const cpu = CPUS.find((word) => words.includes(word));
    entries[hoisted] = {
      version: range.replace(/^[\^~]/, ''),
      ...(cpu && { cpu: [cpu] }),
      ...(dev && { dev: true }),
      optional: true,
      ...(os && { os: [os] }),
      ...(words.includes('musl') && { libc: ['musl'] }),
    };
    added.push(name);
  }
}

lock.packages = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(
  added.length === 0 ? 'the lock is complete' : `added ${added.length} platform entries: ${added.join(', ')}`,
);
