import type { Buffer } from 'node:buffer'
import type { ExecuteContext } from './execute.ts'
import { execute, readExecRequest } from './execute.ts'
import type { Fields } from './fields.ts'
import { parseFields, textField } from './fields.ts'
import { listFolder, removePath, writeFile } from './files.ts'
import type { Pool } from './pool.ts'
import { bare, json, Refusal, success } from './replies.ts'
import type { Route } from './router.ts'
import type { PlainSandbox } from './sandbox.ts'

/** The endpoints of the sandbox service. None of them asks whose a sandbox is. */
export function sandboxRoutes(pool: Pool, context: ExecuteContext): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/sandbox/acquire',
      async handle() {
        const { id, containerId } = await pool.acquire()
        return json(200, { sandbox_id: id, container_id: containerId, status: 'active' })
      },
    },
    {
      method: 'POST',
      path: '/api/v1/sandbox/release',
      handle({ body }) {
        pool.release(sandboxIdOf(fieldsOf(body)))
        return success
      },
    },
    { method: 'GET', path: '/api/v1/sandbox/stats', handle: () => json(200, pool.stats()) },
    {
      method: 'POST',
      path: '/api/v1/execute',
      async handle({ body }) {
        const request = readExecRequest(body)
        const sandbox = pool.active(request.sandboxId)
        if (sandbox === undefined) throw new Refusal(bare(404, 'Sandbox not found'))
        return json(200, await execute(sandbox, request, context))
      },
    },
    {
      method: 'GET',
      path: '/api/v1/files',
      async handle({ query }) {
        const sandbox = ofFiles(pool, query.get('sandbox_id') ?? '')
        const files = await listFolder(sandbox, query.get('path') || '/workspace', context)
        return json(200, { files: files.length === 0 ? null : files })
      },
    },
    {
      method: 'PUT',
      path: '/api/v1/files',
      async handle({ body }) {
        const fields = fieldsOf(body)
        const [sandboxId, path, content] = [sandboxIdOf(fields), text(fields, 'path'), text(fields, 'content')]
        await writeFile(ofFiles(pool, sandboxId), path, content, context)
        return success
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/files',
      async handle({ query }) {
        const sandboxId = needed(query.get('sandbox_id') ?? '', 'sandbox_id')
        const path = needed(query.get('path') ?? '', 'path')
        await removePath(ofFiles(pool, sandboxId), path, context)
        return success
      },
    },
  ]
}

/** File calls work on any sandbox, also on one that nobody has acquired. An unknown one is a 500. */
function ofFiles(pool: Pool, id: string): PlainSandbox {
  const sandbox = pool.any(needed(id, 'sandbox_id'))
  if (sandbox === undefined) throw new Refusal(bare(500, `sandbox not found: ${id}`))
  return sandbox
}

function fieldsOf(body: Buffer): Fields {
  const fields = parseFields(body)
  if (fields === undefined) throw invalid()
  return fields
}

function sandboxIdOf(fields: Fields): string {
  return needed(text(fields, 'sandbox_id'), 'sandbox_id')
}

function text(fields: Fields, name: string): string {
  return textField(fields, name)
}

function needed(value: string, name: string): string {
  if (value === '') throw new Refusal(bare(400, `${name} is required`))
  return value
}

function invalid(): Refusal {
  return new Refusal(bare(400, 'Invalid request body'))
}
