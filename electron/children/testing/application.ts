import { ApiUser } from '../../local-server/testing/http-client.ts'
import { nodeLauncher } from '../node-launcher.ts'

/**
 * An application that has a run under way, to be killed by a test: `application.ts BUNDLES DATA`. Says
 * `{"sandbox","token"}` in one line when the run has begun; the run ends when a file `go` is in its folder.
 */
const [, , bundles = '', dataFolder = ''] = process.argv
const options = { nodePath: process.execPath, version: '0.0.0', runtime: 'bubblewrap', log: () => {} } as const
const server = await nodeLauncher({ ...options, bundles, dataFolder }).startLocalServer()
if (server.status === 'failed') throw new Error(server.probe.sentence)
const user = await ApiUser.named({ socketPath: server.socketPath }, 'ann')
const sandbox = await user.sandbox()
const wait = 'while [ ! -e go ]; do sleep 0.05; done'
const command = ['sh', '-c', `: > begun; (${wait}); echo "ended with $?" > end`]
const running = user.call('POST', '/execute', { sandbox_id: sandbox, command })
while (!(await user.output(sandbox, ['ls'])).includes('begun'));
process.stdout.write(`${JSON.stringify({ sandbox, token: user.token })}\n`)
await running
