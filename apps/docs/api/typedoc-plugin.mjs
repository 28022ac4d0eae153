import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Comment, Converter, ReflectionKind } from 'typedoc';

import { layOut } from './comment-layout.mjs';

const packages = join(import.meta.dirname, '..', '..', '..', 'packages');

/**
 * A plugin of TypeDoc that makes the reference read as the sources do: a module is called what people import it by,
 * `@scope/core/callbacks`, not by its folder; equations keep their lines; an error keeps its class.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_SIGNATURE, nameErrors);
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, nameErrors);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const [folder, , ...subpath] = module.name.split('/');
      const { name, description } = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8'));
      module.name = [name, ...subpath].join('/');
      if (subpath.length === 0) module.comment ??= new Comment([{ kind: 'text', text: description }]);
    }
    for (const { comment } of Object.values(project.reflections)) {
      for (const part of comment?.summary ?? []) {
        if (part.kind === 'text') part.text = layOut(part.text);
      }
    }
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => app.validate(project));
}

/**
 * TypeDoc drops the type in `@throws {ShapeError} when …`; here it is put back from the source.
 *
 * @param {import('typedoc').Context} context
 * @param {import('typedoc').Reflection} reflection
 */
function nameErrors(context, reflection) {
  const throws = reflection.comment?.getTags('@throws') ?? [];
  if (throws.length === 0) return;
  const owner = reflection.isSignature() ? reflection.parent : reflection;
  const declarations = context.getSymbolFromReflection(owner)?.getDeclarations() ?? [];
  const classes = declarations.flatMap((declaration) => {
    const source = declaration.getSourceFile().text;
    const comment = source.slice(declaration.pos, declaration.getStart());
    return [...comment.matchAll(/@throws \{(\w+)\}/g)].map((match) => match[1]);
  });
  if (classes.length !== throws.length) return;
  throws.forEach((tag, i) =>
    tag.content.unshift({ kind: 'code', text: `\`${classes[i]}\`` }, { kind: 'text', text: ' ' }),
  );
}
