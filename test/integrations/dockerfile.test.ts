import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Copy, DockerfileParser, From } from 'dockerfile-ast';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  filesBelow,
  isInPath,
  mustRun,
  newFolder,
  ownFiles,
  plainEnvironment,
  repositoryOf,
  ROOT,
  run,
  VERSION,
  writeFiles,
} from './work-tree.ts';

/*
 * The steps of the Dockerfile, run one by one with folders in the place of images: what is absolute is looked for below
 * them. What a base image would bring (apk, the packages behind `npm ci`) is replaced.
 */

const dockerfile = DockerfileParser.parse(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));

/** A step: its word, and what follows it. */
interface Step {
  readonly word: string;
  readonly text: string;
  readonly args: readonly string[];
  /** The stage that files come from. */
  readonly from: string | null;
}

interface Stage {
  readonly name: string | null;
  readonly image: string;
  readonly steps: readonly Step[];
}

function stages(): Stage[] {
  const all: { name: string | null; image: string; steps: Step[] }[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const word = instruction.getKeyword();
    if (instruction instanceof From) {
      all.push({ name: instruction.getBuildStage(), image: instruction.getImage() ?? '', steps: [] });
      continue;
    }
    all.at(-1)?.steps.push({
      word,
      text: instruction.getArgumentsContent()?.replaceAll(/\\\n/g, '') ?? '',
      args: instruction.getArguments().map((argument) => argument.getValue()),
      from: instruction instanceof Copy ? (instruction.getFromFlag()?.getValue() ?? null) : null,
    });
  }
  return all;
}

/** The files that the build gets to see. */
function context(): string[] {
  const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(patterns[0]).toBe('*');
  const taken = patterns.slice(1).map((line) => line.replace(/^!/, ''));
  return ownFiles().filter((path) => taken.some((name) => path === name || path.startsWith(`${name}/`)));
}

/** Commands that stand in for those of the base image. */
function standIns(): string {
  const folder = newFolder();
  writeFiles(folder, {
    npm: '#!/bin/sh\n[ "$1" = ci ] && [ -f package-lock.json ] && ln -s "$MODULES" node_modules\n',
    apk: '#!/bin/sh\n[ "$*" = "add --no-cache git" ]\n',
  });
  for (const name of ['npm', 'apk']) chmodSync(join(folder, name), 0o755);
  return folder;
}

/** An image under way: a folder for its root. */
class Image {
  readonly root = newFolder();
  #workingDirectory = '/';
  user = 'root';
  entrypoint: readonly string[] = [];

  constructor(
    readonly standIns: string,
    readonly others: ReadonlyMap<string, Image>,
  ) {
    for (const folder of ['tmp', 'usr/local/bin', 'etc'])
      mkdirSync(join(this.root, folder), { recursive: true });
    chmodSync(this.root, 0o755);
  }

  #inside(path: string): string {
    return join(this.root, posix.resolve(this.#workingDirectory, path));
  }

  environment(): Record<string, string> {
    return plainEnvironment({
      PATH: `${join(this.root, 'usr/local/bin')}:${this.standIns}:${process.env.PATH ?? ''}`,
      MODULES: join(ROOT, 'node_modules'),
      GIT_CONFIG_SYSTEM: join(this.root, 'etc/gitconfig'),
      GIT_CONFIG_NOSYSTEM: '0',
    });
  }

  #copy({ args, from }: Step): void {
    const target = args.at(-1) ?? '';
    for (const source of args.slice(0, -1)) {
      const into = target.endsWith('/') ? posix.join(target, posix.basename(source)) : target;
      if (from !== null) {
        cpSync(this.others.get(from)!.#inside(source), this.#inside(into), { recursive: true });
        continue;
      }
      const files = context().filter((path) => source === '.' || path === source);
      expect(files, `nothing to copy for ${source}`).not.toEqual([]);
      for (const path of files) {
        const to = this.#inside(posix.join(target, path));
        mkdirSync(dirname(to), { recursive: true });
        cpSync(join(ROOT, path), to);
      }
    }
  }

  take(step: Step): void {
    switch (step.word) {
      case 'WORKDIR':
        this.#workingDirectory = step.args[0]!;
        mkdirSync(this.#inside('.'), { recursive: true });
        return;
      case 'COPY':
        this.#copy(step);
        return;
      case 'RUN': {
        const text = step.text.replaceAll(/(?<=\s)\/(?=(opt|usr|tmp)\/)/g, `${this.root}/`);
        mustRun('sh', ['-ec', text], this.#inside('.'), this.environment());
        return;
      }
      case 'USER':
        this.user = step.args[0]!;
        return;
      case 'ENTRYPOINT':
        this.entrypoint = JSON.parse(step.text) as string[];
        return;
      default:
        throw new Error(`the test knows no ${step.word}`);
    }
  }
}

describe('the Dockerfile', () => {
  it('gives its base by a digest', () => {
    const [base] = dockerfile.getInitialARGs().map((argument) => argument.getProperty());
    expect(base?.getName()).toBe('NODE');
    expect(base?.getValue()).toMatch(/^node:24\.\d+\.\d+-alpine\d\.\d+@sha256:[0-9a-f]{64}$/);
    expect(stages().map(({ image }) => image)).toEqual(['$', '$'].map((sign) => `${sign}{NODE}`));
  });
});

describe('the image', () => {
  const images = new Map<string, Image>();
  let image: Image;
  const installed = (): string => join(image.root, 'opt/pmta-lint');

  beforeAll(() => {
    const commands = standIns();
    for (const stage of stages()) {
      image = new Image(commands, images);
      for (const step of stage.steps) image.take(step);
      if (stage.name !== null) images.set(stage.name, image);
    }
  });

  it('contains the command, its licences and schemas, and nothing that builds it', () => {
    const files = filesBelow(installed());
    expect(files).toEqual(
      expect.arrayContaining([
        ...['LICENSE', 'bin/pmta-lint.cjs', 'dist/THIRD-PARTY-LICENSES.txt', 'dist/cli.cjs', 'package.json'],
        'schemas/settings.schema.json',
      ]),
    );
    expect(files.filter((path) => /^(src|scripts|rules|test|node_modules)\//.test(path))).toEqual([]);
    const bytes = files.reduce((sum, path) => sum + statSync(join(installed(), path)).size, 0);
    expect(bytes).toBeLessThan(8 * 2 ** 20);
  });

  it('has compiled code kept, and nothing left of making it', () => {
    expect(filesBelow(join(installed(), 'dist/.compile-cache'))).toHaveLength(1);
    expect(existsSync(join(image.root, 'tmp/config'))).toBe(false);
  });

  it('runs as somebody who is not root, and can change nothing of itself', () => {
    expect(image.user).toBe('node');
    expect(image.entrypoint).toEqual(['pmta-lint']);
    const work = repositoryOf({ config: 'max-smtp-uot 5\n' });
    chmodSync(work, 0o755);
    const asNobody = (script: string): ReturnType<typeof run> => {
      const isRoot = process.getuid?.() === 0;
      const wrapper = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ['env'];
      return run(wrapper[0]!, [...wrapper.slice(1), 'sh', '-c', script], work, image.environment());
    };
    expect(asNobody(`${image.entrypoint.join(' ')} --version`).stdout).toBe(`${VERSION}\n`);
    const found = asNobody(`${image.entrypoint.join(' ')} config`);
    expect(found.stdout).toContain('config:1:1: error: ');
    expect(found.status).toBe(1);
    if (process.getuid?.() === 0)
      expect(
        asNobody(`touch ${join(installed(), 'dist/cli.cjs')} ${join(installed(), 'x')}`).status,
      ).not.toBe(0);
  });

  it.skipIf(!isInPath('git') || process.getuid?.() !== 0)(
    'lets git read the mounted folder, whatever its owner',
    () => {
      const system = join(image.root, 'etc/gitconfig');
      expect(mustRun('git', ['config', '--file', system, '--get-all', 'safe.directory'], ROOT)).toBe('/work');
      // The folder of the test stands for /work, and settings of a user for those of the system.
      const work = repositoryOf({ config: 'host-name a.example\n' });
      writeFiles(work, { config: 'host-name a.example\nmax-smtp-uot 5\n' });
      const [home, bareHome] = [newFolder(), newFolder()];
      writeFileSync(join(home, '.gitconfig'), readFileSync(system, 'utf8').replace('/work', work));
      for (const path of [work, home, bareHome]) chmodSync(path, 0o755);
      const call = (HOME: string): ReturnType<typeof run> =>
        run(
          'setpriv',
          ['--reuid=65534', '--regid=65534', '--clear-groups', 'pmta-lint', '--since', 'HEAD', 'config'],
          work,
          { ...image.environment(), HOME },
        );
      expect(call(home).stdout).toContain('max-smtp-uot');
      expect(call(bareHome).status).toBe(2);
    },
  );
});
