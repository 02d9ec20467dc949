import { describe, expect, it } from 'vitest'
import { failurePlace } from './failure-place.ts'

const place = (language: string, text: string) => failurePlace({ language }, text.split('\n'))

describe('failurePlace of Python', () => {
  it('is the line of the document, whatever libraries are below it', () => {
    const text = `Traceback (most recent call last):
  File "<string>", line 18, in <module>
  File "<string>", line 7, in check
  File "/usr/lib/python3.11/json/__init__.py", line 346, in loads
    return _default_decoder.decode(s)
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)`
    expect(place('python', text)).toEqual({ error: 'JSONDecodeError', line: 7 })
  })

  it('is that of a long document, which ran from a file', () => {
    const text = `Traceback (most recent call last):
  File "/tmp/cloud-sandbox-0b1c-2d.py", line 3, in <module>
    assert False
           ^^^^^
AssertionError`
    expect(place('python', text)).toEqual({ error: 'AssertionError', line: 3 })
  })

  it('is another file of the person, and none of what is installed', () => {
    const text = `Traceback (most recent call last):
  File "<string>", line 1, in <module>
  File "/workspace/lib/load.py", line 12, in load
  File "/workspace/.venv/lib/python3.11/site-packages/pandas/io.py", line 900, in read
FileNotFoundError: [Errno 2] No such file or directory: 'a.csv'`
    expect(place('python', text)).toEqual({ error: 'FileNotFoundError', path: '/workspace/lib/load.py', line: 12 })
  })

  it('is the last of several, which is the one that ended it', () => {
    const text = `Traceback (most recent call last):
  File "<string>", line 2, in <module>
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "<string>", line 4, in <module>
ValueError: no a`
    expect(place('python', text)).toEqual({ error: 'ValueError', line: 4 })
  })

  it('is where the text is no program', () => {
    expect(
      place('python', '  File "<string>", line 5\n    x = (\n        ^\nSyntaxError: \'(\' was never closed'),
    ).toEqual({
      error: 'SyntaxError',
      line: 5,
    })
  })

  it('is nothing where nothing is told', () => {
    expect(place('python', '')).toBeUndefined()
    expect(place('python', 'Error: the station is closed')).toBeUndefined()
    expect(place('python', 'warned\n  File "<string>", line 5, in f')).toBeUndefined()
  })
})

it('is what the shell says last', () => {
  expect(
    place('bash', 'bash: line 2: jq: command not found\nbash: line 4: cd: /nowhere: No such file or directory'),
  ).toEqual({
    error: 'cd: /nowhere: No such file or directory',
    line: 4,
  })
  expect(place('bash', '/opt/tool: line 4: bad')).toBeUndefined()
})

it('is where Node stopped', () => {
  const text = `[eval]:3
boom()
^

ReferenceError: boom is not defined
    at [eval]:3:1
    at runScriptInThisContext (node:internal/vm:209:10)

Node.js v20.20.0`
  expect(place('node', text)).toEqual({ error: 'ReferenceError', line: 3 })
})
