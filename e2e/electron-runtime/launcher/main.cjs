'use strict'
// Runs the application that the command line names, a folder or a script, as Electron's own default application does.
require('./newer-node.cjs')
require('./newer-electron.cjs')
const { readFileSync, statSync } = require('node:fs')
const { join, resolve } = require('node:path')
const { app } = require('electron')

const named = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')

if (statSync(named).isDirectory()) {
  const { name, productName, version, main } = JSON.parse(readFileSync(join(named, 'package.json'), 'utf8'))
  app.setAppPath(named)
  app.setName(productName ?? name ?? app.getName())
  if (version) app.setVersion(version)
  require(join(named, main ?? 'index.js'))
} else {
  require(named)
}
