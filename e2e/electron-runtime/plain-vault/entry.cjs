'use strict'
// The entry of the application in the test of utility processes. Electron before 28 takes no ES module for one: it gets a script that
// loads it. Everything else is the application's own.
const { join } = require('node:path')
const { utilityProcess } = require('electron')

const fork = utilityProcess.fork.bind(utilityProcess)
utilityProcess.fork = (modulePath, args, options) =>
  fork(join(__dirname, 'load-module.cjs'), [modulePath, ...args], options)

require('../main/main.cjs')
