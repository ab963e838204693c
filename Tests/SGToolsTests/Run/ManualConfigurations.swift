/// The example configurations of the predecessor's manual, word for word.
enum ManualConfigurations {
    /// Chapter 3.1, `doc/example_system_config.yml`.
    static let sungrow = """
        ## System configuration file
        period: 0.25 s
        devices:
          charge_controller:
            device_type: sungrow_charge_controller
            port: /dev/ttyUSB1
            data_streams:
              status_page: status.csv
              history_page: history.csv
          inverter:
            device_type: sungrow_inverter
            port: /dev/ttyUSB1
            data_streams:
              status_page: inverter_status.csv
        actions:
          -
            action: send
            device: charge_controller
            message_type: status_query
          -
            action: sleep
            seconds: 0.5
          -
            action: handle_incoming_messages
          -
            action: send
            condition: system_back_online
            device: charge_controller
            message_type: history_query
          -
            action: sleep
            condition: system_back_online
            seconds: 0.5
          -
            action: handle_incoming_messages
            condition: system_back_online
          -
            action: send
            device: inverter
            message_type: status_query
          -
            action: sleep
            seconds: 0.5
          -
            action: handle_incoming_messages

        """

    /// Chapter 5.3.
    static let outbackAndAllegro = """
        ## System configuration file for OutBack and Allegro
        period: 1 s
        devices:
          charge_controller:
            device_type: outback_charge_controller
            port: /dev/ttyUSB0
            port_settings:
              baudrate: 19200
              dsrdtr: True
            data_streams:
              status_page: status.csv
          inverter:
            device_type: allegro_inverter
            port: /dev/ttyUSB1
            port_settings:
              baudrate: 4800
            data_streams:
              status_page: inverter_status.csv
        actions:
          -
            action: set_port_flag
            device: charge_controller
            flag: RTS
            level: False
          -
            action: sleep
            seconds: 2
          -
            action: handle_incoming_messages

        """

    /// Loggers of both Sungrow devices, and emulators of them, in one process; what is done, and
    /// perhaps more devices, follows.
    static let conversation = """
        period: 1 h
        devices:
          controller:
            device_type: sungrow_charge_controller
            port: loop://
            data_streams: {status_page: status.csv, history_page: history.csv}
          inverter:
            device_type: sungrow_inverter
            port: loop://
            data_streams: {status_page: inverter.csv}
          played_controller: {device_type: sungrow_charge_controller_emulator, port: "loop://"}
          played_inverter: {device_type: sungrow_inverter_emulator, port: "loop://"}

        """
}
